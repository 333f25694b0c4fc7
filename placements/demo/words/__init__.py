"""Invented names, companies, tasks and talk. Any likeness is chance."""

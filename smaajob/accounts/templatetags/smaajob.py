"""How values are written for people."""

from django import template

register = template.Library()

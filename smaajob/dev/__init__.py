"""What `make run`, `make test` and `make services` stand on: virtual environment, assets, services, processes.

Standard library only, since it runs before the virtual environment exists.
`python3 -m smaajob.dev help` lists the commands.
"""

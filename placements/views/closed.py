"""The address of a page that would put somebody in a task that takes nobody new."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect

from employers.models import Task
from placements.actions.placements import why_closed
from smaajob.http import Request


def shut_out(request: Request, task: Task) -> HttpResponse | None:
    """Where nobody new comes into a task, whoever asks for its page by the address is told so on the task's; None where somebody can.
    What was typed meanwhile is refused by the verb, and stays."""
    told = why_closed(task)
    if not told or request.method == "POST":
        return None
    messages.error(request, told)
    return redirect("employers:task", task.public_id)

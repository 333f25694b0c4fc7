"""What the texts of messages are made with: `{% load outbox %}`."""

from __future__ import annotations

import qrcode
from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from qrcode.constants import ERROR_CORRECT_M

register = template.Library()
QUIET = 4  # modules of white around it; scanners want no less


@register.simple_tag
def qr(text: str, meaning: str) -> SafeString:
    """A QR code as inline SVG, for paper: `{% qr url _("Kode til din side") %}`. `meaning` is what a screen reader says."""
    code = qrcode.QRCode(error_correction=ERROR_CORRECT_M, border=QUIET)
    code.add_data(text)
    code.make(fit=True)
    rows = code.get_matrix()
    path = "".join(f"M{x} {y}h1v1h-1z" for y, row in enumerate(rows) for x, dark in enumerate(row) if dark)
    size = len(rows)
    return format_html(
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {} {}" role="img" aria-label="{}" shape-rendering="crispEdges">'
        '<path fill="#fff" d="M0 0h{}v{}h-{}z"/><path fill="#000" d="{}"/></svg>',
        size, size, meaning, size, size, size, mark_safe(path),  # noqa: S308 - numbers of our own
    )  # fmt: skip

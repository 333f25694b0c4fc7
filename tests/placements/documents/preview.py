"""Addresses for looking at what no page of ours has yet: the house's own, and a preview with sample data beside them."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path

from placements.documents.vitas_sheet import sheet
from smaajob.http import Request, anybody, get_only
from smaajob.urls import urlpatterns as of_the_house
from tests.placements.documents.samples import KNOWN, ORDINARY


@anybody
@get_only
def vitas(request: Request) -> HttpResponse:
    links = {"p_number": "/firmaer/", "cpr": "/personer/"}
    known = type(KNOWN)(**{**{name: getattr(KNOWN, name) for name in KNOWN.__slots__}, "p_number": "", "sector": ""})
    return render(request, "placements/documents/vitas.html", {"sheet": sheet(ORDINARY, known, links)})


urlpatterns = [*of_the_house, path("proeve/vitas/", vitas)]

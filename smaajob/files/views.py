"""Put files in, give them out, put them away. Whoever may see what a file is about, and may keep files, may see the file.

But for what is hidden from them (`Subject.hides`): then they see what they put in themselves.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from smaajob.accounts.permissions import Permission
from smaajob.audit.access import seen
from smaajob.audit.people import is_about_people
from smaajob.files import actions, subjects
from smaajob.files.checks import KINDS
from smaajob.files.forms import FileArchiveForm, UploadForm
from smaajob.files.models import StoredFile
from smaajob.formpage import FormPage
from smaajob.http import Request, get_and_post, get_only, may, refusals_told

ENDINGS = {kind.content_type: kind.endings[0] for kind in KINDS}
# An attachment is not shown; should a browser do it all the same, nothing in it runs or asks for anything.
ALONE = "sandbox; default-src 'none'; frame-ancestors 'none'"
RESTORE = "restore"


def files_of(request: Request, thing: Any) -> dict[str, Any]:
    """For templates/files/list.html. Nothing for a role that keeps no files, else three queries."""
    if not request.scope.may(Permission.KEEP_FILES):
        return {}
    subject = subjects.of(thing)
    hidden = subject.hides(thing, request.scope)
    found = StoredFile.objects.visible_to(request.scope).of(thing).select_related("uploaded_by")
    rows = list(found.filter(uploaded_by=request.scope.user) if hidden else found)
    return {
        "files_hidden": hidden,
        "files": [one for one in rows if not one.is_archived],
        "files_away": [one for one in rows if one.is_archived],
        "files_about": thing,
        "files_word": subject.word,
        "upload_form": UploadForm(),
    }


@may(Permission.KEEP_FILES)
@get_only
def file(request: Request, public_id: UUID) -> HttpResponse:
    """The file as an attachment. Its name is the system's: what people call it may name somebody, and stays on the page."""
    found, about = _found(request, public_id)
    _seen(request, about)
    name = f"fil-{str(found.public_id)[:8]}.{ENDINGS.get(found.content_type, 'bin')}"
    return HttpResponse(
        found.read(),
        content_type=found.content_type,
        headers={"Content-Disposition": f'attachment; filename="{name}"', "Content-Security-Policy": ALONE},
    )


@may(Permission.KEEP_FILES)
@get_and_post
def upload(request: Request, word: str, public_id: UUID) -> HttpResponse:
    """Put files in about somebody: all that were chosen, or none."""
    subject, thing = subjects.find(request.scope, subjects.by_word(word).kind, public_id)
    form = UploadForm(request.POST, request.FILES) if request.method == "POST" else UploadForm()
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.add(by=request.scope, about=thing, files=form.cleaned_data["upload"])
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            _say(request, len(made), len(form.cleaned_data["upload"]))
            return redirect(subject.url_of(thing))
    _seen(request, thing)
    context = {"form": form, "thing": thing, "subject": subject, "back": subject.url_of(thing)}
    return render(request, "files/upload.html", context, status=422 if form.errors else 200)


@may(Permission.KEEP_FILES)
@get_and_post
def archive(request: Request, public_id: UUID) -> HttpResponse:
    """GET asks why, POST puts away; POST with `restore` takes out again."""
    found, about = _found(request, public_id)
    subject = subjects.of(about)
    back = subject.url_of(about)
    if request.method == "POST" and RESTORE in request.POST:
        with refusals_told(request):
            actions.restore(by=request.scope, file=found, about=about)
            messages.success(request, _("Filen er taget ud af arkivet."))
        return redirect(back)

    def act(form: FileArchiveForm) -> StoredFile:
        actions.archive(by=request.scope, file=found, about=about, **form.values())
        return found

    page = FormPage(request, FileArchiveForm, name="files.archive", thing=found)
    if page.save(act):
        messages.success(request, _("Filen ligger nu i arkivet. Du kan altid tage den ud igen."))
        return redirect(back)
    _seen(request, about)
    return page.render("files/archive.html", {"file": found, "thing": about, "subject": subject, "back": back})


def _found(request: Request, public_id: UUID) -> tuple[StoredFile, Any]:
    """The file and what it is about; 404 for those who may not see that, or not its files."""
    found = get_object_or_404(StoredFile.objects.visible_to(request.scope), public_id=public_id)
    subject, about = subjects.find(request.scope, found.about_kind, found.about_id)
    if subject.hides(about, request.scope) and found.uploaded_by_id != request.user.pk:
        raise Http404
    return found, about


def _seen(request: Request, thing: Any) -> None:
    """A file of a workplace's shows no person."""
    if is_about_people(type(thing)):
        seen(request, thing)


def _say(request: Request, made: int, sent: int) -> None:
    if made:
        said = ngettext("Filen ligger her nu.", "%(count)s filer ligger her nu.", made) % {"count": made}
        messages.success(request, said)
    if made < sent:
        messages.info(request, _("Det, der lå her i forvejen, er ikke lagt ind igen."))

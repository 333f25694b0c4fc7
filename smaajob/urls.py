"""All addresses. Each app's own stand in its urls.py."""

from django.urls import include, path

handler400 = "smaajob.errors.bad_request"
handler403 = "smaajob.errors.forbidden"
handler404 = "smaajob.errors.not_found"
handler429 = "smaajob.errors.too_many_requests"  # allauth looks for it here
handler500 = "smaajob.errors.server_error"

urlpatterns = [
    path("healthz", include("smaajob.jobs.urls")),
    path("konto/", include("smaajob.accounts.own_urls")),
    path("konto/", include("smaajob.accounts.signing")),
    path("", include("smaajob.accounts.urls")),
    path("", include("smaajob.drafts.urls")),
    path("", include("smaajob.files.urls")),
    path("log/", include("smaajob.audit.urls")),
    path("beskeder/", include("smaajob.messages.urls")),
    path("sletning/", include("smaajob.retention.urls")),
    path("regler/", include("smaajob.rules.urls")),
    path("", include("candidates.urls")),
    path("", include("employers.urls")),
    path("", include("placements.urls")),
    path("", include("reports.urls")),
]

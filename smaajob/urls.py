"""All addresses. Each app's own stand in its urls.py."""

from django.urls import include, path

urlpatterns = [
    path("healthz", include("smaajob.jobs.urls")),
    path("konto/", include("smaajob.accounts.signing")),
    path("konto/to-trin/", include("allauth.mfa.urls")),
    path("konto/enheder/", include("allauth.usersessions.urls")),
    path("", include("smaajob.accounts.urls")),
    path("", include("smaajob.drafts.urls")),
    path("", include("candidates.urls")),
    path("", include("employers.urls")),
    path("", include("placements.urls")),
    path("", include("reports.urls")),
]

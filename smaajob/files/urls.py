from django.urls import path

from smaajob.files import views

urlpatterns = [
    path("filer/<uuid:public_id>/", views.file, name="file"),
    path("filer/<uuid:public_id>/arkiv/", views.archive, name="archive_file"),
    path("filer/<str:word>/<uuid:public_id>/ny/", views.upload, name="upload_file"),
]

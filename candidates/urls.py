from django.urls import path

from candidates.views import candidates, programmes

app_name = "candidates"
urlpatterns = [
    path("personer/", candidates.show_list, name="list"),
    path("personer/<uuid:public_id>/", candidates.detail, name="detail"),
    path("indsatser/", programmes.show_list, name="programmes"),
    path("indsatser/<uuid:public_id>/", programmes.detail, name="programme"),
]

from django.urls import path

from smaajob.drafts import views

app_name = "drafts"
urlpatterns = [
    path("kladde/", views.keep, name="keep"),
    path("kladde/kasser/", views.give_up, name="give_up"),
]

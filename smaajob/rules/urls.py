from django.urls import path

from smaajob.rules import views

urlpatterns = [
    path("", views.overview, name="rules"),
    path("maalgrupper/", views.groups, name="law_groups"),
    path("maalgrupper/<uuid:public_id>/tag-tilbage/", views.deactivate, name="deactivate_list"),
    path("maalgrupper/<str:word>/tag-i-brug/", views.activate, name="activate_list"),
    path("egne/<uuid:public_id>/tag-tilbage/", views.take_back, name="take_back_rule"),
    path("<str:word>/", views.show, name="rule"),
    path("<str:word>/ret/", views.correct, name="correct_rule"),
]

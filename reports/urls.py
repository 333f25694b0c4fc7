from django.urls import path

from reports import views

app_name = "reports"
urlpatterns = [
    path("rapporter/", views.show_list, name="list"),
    path("rapporter/<uuid:public_id>/", views.detail, name="detail"),
    path("rapporter/<uuid:public_id>/pdf/", views.download, name="download"),
]

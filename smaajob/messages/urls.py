from django.urls import path

from smaajob.messages import letters, views

urlpatterns = [
    path("", views.show_list, name="outbox"),
    path("breve/", letters.show_list, name="letters"),
    path("breve/skriv-ud/", letters.print_letters, name="print_letters"),
    path("breve/<uuid:public_id>/", letters.show_run, name="print_run"),
    path("breve/<uuid:public_id>/pdf/", letters.download, name="letters_pdf"),
    path("breve/<uuid:public_id>/svar/", letters.settle, name="settle_letters"),
    path("om/<str:kind>/<uuid:public_id>/", views.about, name="messages_about"),
    path("<uuid:public_id>/", views.show_message, name="message"),
    path("<uuid:public_id>/igen/", views.retry, name="retry_message"),
]

from django.urls import path

from employers.views import tasks, workplaces

app_name = "employers"
urlpatterns = [
    path("arbejdspladser/", workplaces.show_list, name="list"),
    path("arbejdspladser/<uuid:public_id>/", workplaces.detail, name="detail"),
    path("opgaver/", tasks.show_list, name="tasks"),
    path("opgaver/<uuid:public_id>/", tasks.detail, name="task"),
]

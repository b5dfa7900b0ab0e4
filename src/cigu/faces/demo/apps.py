from django.apps import AppConfig


class Demo(AppConfig):
    name = "cigu.faces.demo"
    label = "faces_demo"

from django.apps import AppConfig


class Registers(AppConfig):
    name = "cigu.faces.registers"
    label = "faces_registers"

    def ready(self) -> None:
        from .wiring import register_navigation, register_searches

        register_searches()
        register_navigation()

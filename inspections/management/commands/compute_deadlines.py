"""Fill drafts and imported notices, verify issued ones, print the differences."""

from django.core.management.base import BaseCommand

from inspections import services


class Command(BaseCommand):
    help = (
        "Compute the due days of drafts and imported notices; "
        "list issued ones that today's calendar would give another day."
    )

    def handle(self, *args, **options):
        report = services.compute_rectification_deadlines()
        self.stdout.write(str(report))
        for difference in report.differences:
            self.stdout.write(f"  {difference}")

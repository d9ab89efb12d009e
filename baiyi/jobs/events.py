"""What upper rooms may listen to. Sent inside the transaction that stores the end; what a failing receiver wrote is
undone.
"""

from django.dispatch import Signal

run_died = Signal()  # sender=model, run=row, label=str, error=str: the third attempt without progress failed
job_finished = Signal()  # sender=BackgroundJob, job=row

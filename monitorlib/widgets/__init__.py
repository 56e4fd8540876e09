"""ipywidgets for the dashboards. A viewer's kernel: no pandas, numpy, scipy, matplotlib or seaborn."""

from monitorlib.widgets.meeting import meeting

__all__ = ["meeting"]

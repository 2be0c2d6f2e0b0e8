"""What is told of a day as a message of OTLP, and a message in words.

One metric a counter, `kiosk_<name>`, or `kiosk_<name>_suppressed` = 1 where it was under 10. Its
one point starts and ends with the days that it covers, at local midnight, and says whether they
are a day, a week or a month: these may end together, and would otherwise fall on one another at
the receiver. Nothing else is in it: no host, no process, no library.

The sums are cumulative, each from its own start, and not deltas: the same number either way, but
receivers drop deltas silently (docs/decisions/14-messages.md).
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta

from opentelemetry.proto.collector.metrics.v1.metrics_service_pb2 import (
    ExportMetricsServiceRequest,
    ExportMetricsServiceResponse,
)
from opentelemetry.proto.common.v1.common_pb2 import KeyValue
from opentelemetry.proto.metrics.v1.metrics_pb2 import AggregationTemporality

from kiosk.statistics.small_numbers import Cell

PREFIX, SUPPRESSED = "kiosk_", "_suppressed"


def message(cells: list[Cell], site: str, version: str) -> bytes:
    """The same bytes for the same cells."""
    request = ExportMetricsServiceRequest()
    metrics = request.resource_metrics.add()
    metrics.resource.attributes.extend([_text("site", site), _text("version", version)])
    scope = metrics.scope_metrics.add()
    for cell in cells:
        metric = scope.metrics.add(
            name=f"{PREFIX}{cell.name}{SUPPRESSED if cell.n is None else ''}"
        )
        metric.sum.aggregation_temporality = (
            AggregationTemporality.AGGREGATION_TEMPORALITY_CUMULATIVE
        )
        metric.sum.is_monotonic = True
        metric.sum.data_points.add(
            attributes=[_text("span", cell.span)],
            start_time_unix_nano=_nanoseconds(cell.first),
            time_unix_nano=_nanoseconds(cell.last + timedelta(days=1)),
            as_int=1 if cell.n is None else cell.n,
        )
    return request.SerializeToString(deterministic=True)


def in_words(body: bytes) -> str:
    """A message, whole and readable, for whoever wants to see what is sent."""
    return str(ExportMetricsServiceRequest.FromString(body))


def in_lines(body: bytes) -> list[str]:
    """All that is in a message, a line for each metric, below what stands for all of them."""
    lines: list[str] = []
    for resource in ExportMetricsServiceRequest.FromString(body).resource_metrics:
        lines.append(_pairs(resource.resource.attributes))
        for scope in resource.scope_metrics:
            for metric in scope.metrics:
                for point in metric.sum.data_points:
                    first, last = _day(point.start_time_unix_nano), _day(point.time_unix_nano)
                    covered = f"{first} to {last - timedelta(days=1)}"
                    lines.append(
                        f"{metric.name} = {point.as_int} ({_pairs(point.attributes)}, {covered})"
                    )
    return lines


def refused(answer: bytes) -> int:
    """How many points the receiver did not take. Raises ValueError if it is no receiver."""
    try:
        response = ExportMetricsServiceResponse.FromString(answer)
    except Exception as error:  # protobuf has its errors elsewhere in each of its versions
        raise ValueError("not an answer of OTLP") from error
    return response.partial_success.rejected_data_points


def _text(key: str, value: str) -> KeyValue:
    pair = KeyValue(key=key)
    pair.value.string_value = value
    return pair


def _pairs(attributes: Iterable[KeyValue]) -> str:
    return ", ".join(f"{pair.key}={pair.value.string_value}" for pair in attributes)


def _day(nanoseconds: int) -> date:
    return date.fromtimestamp(nanoseconds // 10**9)


def _nanoseconds(day: date) -> int:
    """The local midnight with which the day begins."""
    return int(datetime.combine(day, time()).timestamp()) * 10**9

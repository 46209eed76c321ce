"""The metrics that suites share: targets demand them, and reports know where they belong.

A suite has metrics of its own besides. Rates of success are made of samples that are 0 or 1, so
that a report can say how many there were.
"""

from __future__ import annotations

from fabula.lab.record import Metric

SUITE_SECONDS = Metric("suite.seconds", about="how long a suite took; the judge adds it up")

# How fast
RESPONSE = Metric("response.seconds", about="from the request to the finished work")
ENDPOINT = Metric("endpoint.seconds", about="an answer of the API; label `endpoint`")
COMPONENT = Metric("component.seconds", about="one kind of work; label `component`")
THROUGHPUT = Metric("throughput.rate", "1/s", "higher", about="finished in a second; label `work`")
SPEEDUP = Metric("speedup", "x", "higher", about="one after the other, beside side by side")
FIRST = Metric("first.seconds", about="until the first scene can be watched")

# How surely
SUCCESS = Metric("request.success", "share", "higher", "count", "requests that succeed")
ERRORS = Metric("request.errors", "share", "lower", "count", "requests that fail")
JOBS = Metric("job.success", "share", "higher", "count", "jobs that succeed; label `fault`")
RECOVERY = Metric("recovery", "share", "higher", "count", "jobs hit by a fault that end well")
REPAIR = Metric("recovery.seconds", about="from the end of a fault to good answers again (MTTR)")
DETECTION = Metric("detection.seconds", about="from a fault to the first sign of it")
BREAKER = Metric("breaker.correct", "share", "higher", "count", "breakers that did as they should")
PARTIAL = Metric("partial.continued", "share", "higher", "count", "jobs that went on with holes")
CANCELLED = Metric("cancel.correct", "share", "higher", "count", "cancels without a call after")
CANCEL = Metric("cancel.seconds", about="from a cancel to the end of the job")
INTEGRITY = Metric("integrity", "share", "higher", "count", "invariants kept; label `invariant`")
WASTED = Metric("wasted.usd", "USD", "lower", "money", "paid for what was thrown away")

# At what cost
GROWTH = Metric("memory.growth", "MB", "lower", "bytes", "memory that a job adds")
PEAK = Metric("memory.peak", "MB", "lower", "bytes", "the most memory in use")
IDLE = Metric("memory.idle", "MB", "lower", "bytes", "memory in use before any job")
TREND = Metric("memory.trend", "share", "lower", "bytes", "growth over many jobs")
CPU = Metric("cpu.share", "share", "lower", "cpu", "cores in use, as a share of those there are")
NETWORK = Metric("network.traffic", "MB", "lower", "bytes", "sent and received; label `direction`")
SAVED_NETWORK = Metric(
    "network.saved", "share", "higher", "count", "connections that pooling saved"
)
HITS = Metric("cache.hits", "share", "higher", "count", "remembered, of what was asked for")
SAVED_SECONDS = Metric("cache.saved.seconds", "s", "higher", about="time that remembering saved")
SAVED_USD = Metric("cache.saved.usd", "USD", "higher", "money", "money that remembering saved")
TAKEN = Metric("cost.taken", "", "lower", "count", "of what costs, in a job; label `part`")
COST = Metric("cost.job", "USD", "lower", "money", "what a job costs; label `part`")

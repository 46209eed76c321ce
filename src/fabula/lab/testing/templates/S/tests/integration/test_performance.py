"""Performance of the script generator: what its document demands."""

from __future__ import annotations

import pytest

from fabula.lab.plugin import Meets

pytestmark = pytest.mark.performance


class TestFullEpisodeGenerationTime:
    """How long a whole episode takes."""

    def test_small_episode_generation_time(self, meets: Meets) -> None:
        """An episode of 3 scenes."""
        meets("S-small")

    def test_large_episode_generation_time(self, meets: Meets) -> None:
        """An episode of 9 scenes, side by side."""
        meets("S-large", "S-large-speedup")


class TestCacheHitRate:
    """What is remembered."""

    def test_cache_hit_rate_on_repeat_generation(self, meets: Meets) -> None:
        """Nothing is remembered in the first generation."""
        meets("S-cache-first", "S-cache-repeat")


class TestParallelSpeedup:
    """What working side by side gains."""

    def test_parallel_vs_sequential_speedup(self, meets: Meets) -> None:
        """3 scenes at a time beside 1 (max_parallel_scenes)."""
        meets("S-speedup")


class TestMemoryUsage:
    """What memory it takes."""

    def test_memory_usage_during_generation(self, meets: Meets) -> None:
        """Memory that an episode adds."""
        meets("S-memory")


class TestBottleneckDetection:
    """Whether what is slow is named."""

    def test_bottleneck_detection_identifies_slow_operations(self, meets: Meets) -> None:
        """A dialogue that is made slow (0.5 s) is named."""
        meets("S-bottleneck")


class TestPerformanceReporting:
    """What is told in the end."""

    def test_performance_summary_generation(self, meets: Meets) -> None:
        """The summary names its session."""
        meets("S-report-session", "S-report-duration", "S-monitor")


class TestFallback:
    """What stands in where a provider fails."""

    def test_fallback_is_valid(self, meets: Meets) -> None:
        """What stands in for a failed provider is valid in itself."""
        meets("S-fallback", "S-models")

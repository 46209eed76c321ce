"""Stores: where results, blobs, runs and events are kept."""

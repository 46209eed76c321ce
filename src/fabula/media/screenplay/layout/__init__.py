"""Pages as the industry types them: what stands in which row and column."""

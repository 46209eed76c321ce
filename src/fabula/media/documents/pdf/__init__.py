"""PDF in: characters and their places become lines, columns, blocks and passages."""

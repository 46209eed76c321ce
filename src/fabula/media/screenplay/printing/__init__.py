"""Pages on paper: PDF, set by Typst in Courier Prime."""

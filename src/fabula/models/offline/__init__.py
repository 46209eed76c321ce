"""The offline writer: rules, extraction and grammars in place of a model."""

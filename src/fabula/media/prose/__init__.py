"""What can be known of running text without a model: its sentences, words, dates and facts."""

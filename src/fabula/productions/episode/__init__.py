"""The episode: an outline and a cast become a sitcom script that a room could shoot."""

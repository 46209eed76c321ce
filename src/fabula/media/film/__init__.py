"""Still, sparse and moving shots, sound and captions become an MP4: each picture is coded once."""

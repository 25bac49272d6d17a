"""What does a channel say it published?"""

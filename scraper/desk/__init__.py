"""What does an editor do? The queue she reads, the decisions she makes, and the way back from each."""

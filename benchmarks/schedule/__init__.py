"""What the schedule costs and finds in the simulated ninety days: python -m benchmarks.schedule."""

"""What people see: one folder a pillar, and the boxes of the frame."""

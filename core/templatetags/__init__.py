"""What templates may say: figures and components."""

"""What was asked and answered: from the draft to the accepted grant."""

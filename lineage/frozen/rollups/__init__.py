"""What is counted of models, owners and organisations: roll-ups, portraits and growth, in files beside the arrays."""

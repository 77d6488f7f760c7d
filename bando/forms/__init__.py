"""What people type about calls: the public questions, the acts, the editor of a call in preparation."""

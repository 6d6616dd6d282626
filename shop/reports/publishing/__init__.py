"""What a cluster lets everybody see of its progress: pure rules of choosing, folding and telling."""

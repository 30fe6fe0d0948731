"""Commands about bound dossiers: binding one, signing it, comparing it with its proof."""

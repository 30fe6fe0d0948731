"""What the web door keeps on the disk: its data folder, with one folder a case, and a database beside them."""

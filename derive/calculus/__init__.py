"""What deriving needs beside the rules: pieces, the points where they meet, elimination, and names."""

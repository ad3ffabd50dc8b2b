package dev.sqlane.sqlite.conformance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The differences that the documentation lists. */
final class Differences {
    private static final Path PAGE = Path.of("..", "docs", "jdbc.md");

    /** What a row of the page is about. */
    record Key(String call, String part, Way way) {
        @Override
        public String toString() {
            return call + (part.isEmpty() ? "" : " of " + part) + " by " + way;
        }
    }

    /** What it says: the outcomes, and why they differ. */
    record Difference(String plain, String ours, String reason) {}

    private Differences() {}

    /** Reads the rows {@code | call | of | where | plain driver | Sqlane | because |}. */
    static Map<Key, Difference> listed() {
        Map<Key, Difference> listed = new LinkedHashMap<>();
        List<String> lines;
        try {
            lines = Files.readAllLines(PAGE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        for (String line : lines) {
            List<String> cells = Arrays.stream(line.split("\\|", -1))
                    .map(Differences::plainText)
                    .toList();
            if (cells.size() != 8 || cells.get(1).equals("call") || cells.get(1).startsWith("--")) {
                continue;
            }
            for (Way way : Way.values()) {
                if (cells.get(3).equals("all") ? way != Way.PLAIN : cells.get(3).contains(way.toString())) {
                    Difference before = listed.put(
                            new Key(cells.get(1), cells.get(2), way),
                            new Difference(cells.get(4), cells.get(5), cells.get(6)));
                    if (before != null) {
                        throw new IllegalStateException("listed twice: " + line);
                    }
                }
            }
        }
        return listed;
    }

    private static String plainText(String cell) {
        return cell.replace("`", "").strip();
    }
}

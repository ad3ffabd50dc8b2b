package dev.sqlane.jmh;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** A database file in a folder of its own, which goes with it. */
final class DatabaseFile implements AutoCloseable {
    private final Path folder;

    DatabaseFile() throws IOException {
        folder = Files.createTempDirectory("sqlane-jmh");
    }

    Path path() {
        return folder.resolve("benchmark.db");
    }

    @Override
    public void close() throws IOException {
        List<Path> all;
        try (Stream<Path> files = Files.walk(folder)) {
            all = files.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path file : all) {
            Files.deleteIfExists(file);
        }
    }
}

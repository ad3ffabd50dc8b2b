package dev.sqlane.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** Writes reports so that the file is always a whole one: the one before or the new one. */
final class ReportFile {
    private ReportFile() {}

    /**
     * Writes a file beside it first and then puts that in its place. What is no file, such as a pipe, is written as it is.
     *
     * @throws IOException if that is not possible; the file is as it was
     */
    static void write(Path file, String text) throws IOException {
        if (Files.exists(file) && !Files.isRegularFile(file)) {
            Files.writeString(file, text);
            return;
        }
        Path target = Files.exists(file) ? file.toRealPath() : file;
        Path part = target.resolveSibling(target.getFileName() + ".part");
        try {
            Files.writeString(part, text);
            Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(part);
        }
    }
}

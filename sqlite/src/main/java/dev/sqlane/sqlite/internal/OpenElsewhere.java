package dev.sqlane.sqlite.internal;

import dev.sqlane.sqlite.internal.connection.FileIdentity;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;

/** Which other processes have a file open. It looks at links in /proc, so nothing is opened and no lock is touched. */
final class OpenElsewhere {
    private static final Path PROCESSES = Path.of("/proc");

    private OpenElsewhere() {}

    /** Returns the ids of those that this process may look at; none where the platform does not tell. */
    static List<String> processes(FileIdentity file) {
        List<String> found = new ArrayList<>();
        String self = String.valueOf(ProcessHandle.current().pid());
        if (!Files.isDirectory(PROCESSES)) {
            return found;
        }
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(PROCESSES, "[0-9]*")) {
            for (Path process : processes) {
                String id = String.valueOf(process.getFileName());
                if (!id.equals(self) && has(process, file)) {
                    found.add(id);
                }
            }
        } catch (IOException e) {
            return found;
        }
        return found;
    }

    private static boolean has(Path process, FileIdentity file) {
        try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(process.resolve("fd"))) {
            for (Path descriptor : descriptors) {
                if (is(descriptor, file)) {
                    return true;
                }
            }
        } catch (IOException | java.nio.file.DirectoryIteratorException e) {
            // It has ended, or belongs to another user.
            return false;
        }
        return false;
    }

    private static boolean is(Path descriptor, FileIdentity file) {
        try {
            return file.key()
                    .equals(Files.readAttributes(descriptor, BasicFileAttributes.class)
                            .fileKey());
        } catch (IOException e) {
            // Closed meanwhile, or no file.
            return false;
        }
    }
}

package dev.sqlane.sqlite.internal;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Brings files onto the disk. The one class of the engine that opens files itself, which drops all locks that the process holds on them: so only
 * files that no connection of this process has open, and folders.
 */
final class FileSync {
    private FileSync() {}

    static void file(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
    }

    /** Brings a folder's list of names onto the disk, where the platform lets a folder be opened; Windows does not, and needs none of it. */
    static void folder(Path folder) throws IOException {
        FileChannel channel;
        try {
            channel = FileChannel.open(folder, StandardOpenOption.READ);
        } catch (IOException e) {
            return;
        }
        try (channel) {
            channel.force(true);
        }
    }
}

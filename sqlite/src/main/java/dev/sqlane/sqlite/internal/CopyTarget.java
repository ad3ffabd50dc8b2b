package dev.sqlane.sqlite.internal;

import dev.sqlane.MisuseException;
import dev.sqlane.sqlite.internal.connection.FileIdentity;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.sql.SQLException;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.slf4j.LoggerFactory;

/**
 * Where a copy goes: a temporary file beside the destination until it is complete, then the destination itself. {@link #close} removes what
 * has not been published. Used by one thread at a time.
 */
final class CopyTarget implements AutoCloseable {
    /** What SQLite keeps beside a database, and takes for that of whatever has the name. */
    private static final List<String> COMPANIONS = List.of("-wal", "-journal", "-shm");

    private final Path destination;
    private final Path folder;
    private final Path temporary;
    private final boolean replace;

    private CopyTarget(Path destination, Path folder, Path temporary, boolean replace) {
        this.destination = destination;
        this.folder = folder;
        this.temporary = temporary;
        this.replace = replace;
    }

    /**
     * Checks the destination, without making anything.
     *
     * @throws MisuseException if it can't be a file, exists and is not to be replaced, or is open here; above all if it is the source
     */
    static CopyTarget of(Path wanted, boolean replace, FileIdentity source) throws SQLException {
        if (wanted.getFileSystem() != FileSystems.getDefault()) {
            throw new MisuseException(
                    wanted + " is not on the default file system; SQLite can write only files of the operating system.",
                    null);
        }
        // Not normalized: behind a symbolic link, ".." is not where the text seems to say.
        Path destination = wanted.toAbsolutePath();
        if (Files.isDirectory(destination)) {
            throw new MisuseException(destination + " is a folder; give the path of a file in it.", null);
        }
        if (Files.exists(destination)) {
            destination = real(destination);
            checkExisting(destination, replace, source);
        } else if (Files.exists(destination, LinkOption.NOFOLLOW_LINKS)) {
            throw new MisuseException(
                    destination + " is a link to a file that does not exist. Remove it, or name that file.", null);
        }
        Path folder = destination.getParent();
        Path name = destination.getFileName();
        if (folder == null || name == null || !Files.isDirectory(folder)) {
            throw new MisuseException(
                    "The folder " + folder + " of " + destination + " does not exist; create it first.", null);
        }
        folder = real(folder);
        destination = folder.resolve(name);
        String random = HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong());
        return new CopyTarget(destination, folder, folder.resolve("." + name + "." + random + ".partial"), replace);
    }

    private static void checkExisting(Path destination, boolean replace, FileIdentity source) throws SQLException {
        FileIdentity identity = FileIdentity.of(destination);
        if (identity.equals(source)) {
            throw new MisuseException(
                    destination + " is the database that is to be copied, maybe by a link; name another file.", null);
        }
        if (!replace) {
            throw new MisuseException(
                    destination
                            + " exists already, and is replaced only where that is asked for. Name another file, or allow it to be replaced (withReplace(true), or --replace).",
                    null);
        }
        if (!Files.isRegularFile(destination)) {
            throw new MisuseException(destination + " is not a regular file; it is not replaced.", null);
        }
        if (OpenFiles.isOpen(identity)) {
            throw new MisuseException(
                    destination
                            + " is open in this process and can't be replaced under those who use it; close it first.",
                    null);
        }
    }

    private static Path real(Path path) throws SQLException {
        try {
            return path.toRealPath();
        } catch (IOException e) {
            throw new SQLException("The real path of " + path + " could not be found: " + e, "08001", e);
        }
    }

    Path destination() {
        return destination;
    }

    /** Returns the file that is to be filled. */
    Path temporary() {
        return temporary;
    }

    boolean exists() {
        return Files.exists(destination);
    }

    /**
     * Refuses a destination with a log or journal beside it: SQLite would take that for the copy's. Somebody has the file open, or did not
     * close it in order.
     */
    void checkNoCompanions() throws MisuseException {
        for (String companion : COMPANIONS) {
            Path beside = Path.of(destination + companion);
            if (Files.exists(beside)) {
                throw new MisuseException(
                        beside + " exists, so " + destination
                                + " is a database in use, or one that was not closed in order; the copy would be taken for a part of it. Name another file, or close it (\"sqlane restore\" replaces a database).",
                        null);
            }
        }
    }

    /** Removes the logs of a database that is about to be replaced, and that nobody has open. */
    void removeCompanions() throws SQLException {
        for (String companion : COMPANIONS) {
            Path beside = Path.of(destination + companion);
            try {
                Files.deleteIfExists(beside);
            } catch (IOException e) {
                throw new SQLException(
                        beside + ", the log of the database that was to be replaced, could not be removed: " + e
                                + ". Nothing was replaced.",
                        "58030",
                        e);
            }
        }
    }

    /**
     * Makes the temporary file, empty, or makes it anew. Its owner and rights are those of the file that it replaces, or else of the source: a backup
     * tells as much as the database, and a restored database is for the same program.
     */
    void makeEmpty(Path source) throws SQLException {
        try {
            removeTemporary();
            Files.createFile(temporary);
            copyRights(exists() ? destination : source);
        } catch (IOException e) {
            throw new SQLException(
                    "A file in " + folder + " could not be created: " + e + ". Check that the folder may be written.",
                    "58030",
                    e);
        }
    }

    private void copyRights(Path model) throws IOException {
        PosixFileAttributeView rights = Files.getFileAttributeView(temporary, PosixFileAttributeView.class);
        if (rights == null) {
            return;
        }
        PosixFileAttributes wanted = Files.readAttributes(model, PosixFileAttributes.class);
        PosixFileAttributes made = rights.readAttributes();
        if (!made.owner().equals(wanted.owner()) || !made.group().equals(wanted.group())) {
            giveTo(rights, wanted);
        }
        rights.setPermissions(wanted.permissions());
    }

    /** Only root may give files away; whoever else makes the copy owns it. */
    private static void giveTo(PosixFileAttributeView rights, PosixFileAttributes wanted) {
        try {
            rights.setGroup(wanted.group());
            rights.setOwner(wanted.owner());
        } catch (IOException e) {
            LoggerFactory.getLogger("dev.sqlane.backup")
                    .debug("The copy does not have the owner and group of its model: {}", e.toString());
        }
    }

    /** Returns how many bytes the folder's disk has left for this process. */
    long room() throws SQLException {
        try {
            return Files.getFileStore(folder).getUsableSpace();
        } catch (IOException e) {
            throw new SQLException("How much room there is in " + folder + " could not be found out: " + e, "58030", e);
        }
    }

    /** Returns how large the temporary file is now. */
    long size() {
        return temporary.toFile().length();
    }

    /** Brings the file onto the disk and gives it its name, in one step. What has that name is replaced where that was asked for. */
    void publish() throws SQLException {
        publish(replace);
    }

    /** As {@link #publish()}, but never replaces anything. */
    void publishNew() throws SQLException {
        publish(false);
    }

    private void publish(boolean overExisting) throws SQLException {
        try {
            FileSync.file(temporary);
            if (overExisting) {
                Files.move(temporary, destination, StandardCopyOption.ATOMIC_MOVE);
            } else {
                moveToFreeName();
            }
            FileSync.folder(folder);
        } catch (FileAlreadyExistsException e) {
            throw new MisuseException(
                    destination + " was created by somebody else while the copy was made; it was not replaced.", e);
        } catch (IOException e) {
            throw new SQLException(
                    "The copy is complete, but could not be brought onto the disk as " + destination + ": " + e,
                    "58030",
                    e);
        }
    }

    /** A move replaces what is there; a link does not. */
    private void moveToFreeName() throws IOException {
        try {
            Files.createLink(destination, temporary);
        } catch (FileAlreadyExistsException e) {
            throw e;
        } catch (IOException | UnsupportedOperationException e) {
            // A file system without links.
            if (Files.exists(destination)) {
                throw new FileAlreadyExistsException(destination.toString());
            }
            Files.move(temporary, destination, StandardCopyOption.ATOMIC_MOVE);
        }
    }

    /** Removes the temporary file, if it is still there. */
    @Override
    public void close() throws SQLException {
        try {
            removeTemporary();
        } catch (IOException e) {
            throw new SQLException(temporary + " could not be removed: " + e + ". Delete it.", "58030", e);
        }
    }

    private void removeTemporary() throws IOException {
        Files.deleteIfExists(temporary);
        for (String companion : COMPANIONS) {
            Files.deleteIfExists(Path.of(temporary + companion));
        }
    }
}

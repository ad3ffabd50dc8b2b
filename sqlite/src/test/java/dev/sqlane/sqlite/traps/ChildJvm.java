package dev.sqlane.sqlite.traps;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Runs a main class of the tests in a JVM of its own, on the same JDK and class path. */
final class ChildJvm {
    private final List<String> prefix = new ArrayList<>();
    private final List<String> options = new ArrayList<>(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
    private final Class<?> main;
    private String classPath = System.getProperty("java.class.path");
    private Path folder;
    private boolean utf8;
    private boolean nativeAccess = true;

    /**
     * @param temporary where the child unpacks the driver's library, and writes of a crash; a killed process can't clean up
     */
    ChildJvm(Class<?> main, Path temporary) {
        this.main = main;
        options("-Dorg.sqlite.tmpdir=" + temporary, "-XX:ErrorFile=" + temporary.resolve("crash-%p.log"));
    }

    /** Adds options of the JVM; the last of a kind counts. */
    ChildJvm options(String... more) {
        options.addAll(Arrays.asList(more));
        return this;
    }

    /** Starts the JVM through another command. */
    ChildJvm through(String... command) {
        prefix.addAll(Arrays.asList(command));
        return this;
    }

    ChildJvm classPath(String otherClassPath) {
        classPath = otherClassPath;
        return this;
    }

    /** Sets the folder that relative paths begin at. */
    ChildJvm in(Path workingFolder) {
        folder = workingFolder;
        return this;
    }

    /** Has file names in UTF-8, whatever the locale of the tests. */
    ChildJvm utf8() {
        utf8 = true;
        return this;
    }

    /** Leaves out the flag without which JDK 24 and newer warn when a library loads native code. */
    ChildJvm withoutNativeAccess() {
        nativeAccess = false;
        return this;
    }

    ForeignProcess start(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(prefix);
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        if (nativeAccess) {
            command.add("--enable-native-access=ALL-UNNAMED");
        }
        command.addAll(options);
        command.add("-cp");
        command.add(classPath);
        command.add(main.getName());
        command.addAll(Arrays.asList(arguments));
        ProcessBuilder builder = new ProcessBuilder(command);
        if (utf8) {
            builder.environment().put("LC_ALL", "C.UTF-8");
        }
        if (folder != null) {
            builder.directory(folder.toFile());
        }
        return new ForeignProcess(builder);
    }
}

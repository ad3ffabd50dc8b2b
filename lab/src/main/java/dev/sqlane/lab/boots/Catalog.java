package dev.sqlane.lab.boots;

import dev.sqlane.lab.scenario.PlainFile;
import java.nio.file.Path;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;

/**
 * The database of a host that runs sandboxes, and the rows that are there before the first one boots: images with their
 * manifests and layers. The rows of boots are made in {@link HostBoot} and {@link SandboxEnd}.
 */
final class Catalog {
    /** Boots share images, as they do on a real host, so that the image check updates rows that others update too. */
    static final int IMAGES = 20;

    static final int LAYERS_PER_IMAGE = 6;

    private static final List<String> SCHEMA = List.of(
            """
            create table manifest (
                id integer primary key autoincrement,
                digest text not null unique,
                media_type text not null,
                document text not null,
                architecture text not null,
                os text not null,
                layer_count integer not null,
                total_size_bytes integer not null,
                created_at text not null)""",
            """
            create table image_ref (
                id integer primary key autoincrement,
                reference text not null unique,
                manifest_id integer not null references manifest (id) on delete cascade,
                created_at text not null,
                updated_at text not null)""",
            """
            create table layer (
                id integer primary key autoincrement,
                diff_id text not null unique,
                blob_digest text not null,
                media_type text not null,
                compressed_size_bytes integer not null,
                created_at text not null,
                last_used_at text)""",
            """
            create table manifest_layer (
                id integer primary key autoincrement,
                manifest_id integer not null references manifest (id) on delete cascade,
                layer_id integer not null references layer (id) on delete restrict,
                position integer not null)""",
            "create unique index manifest_layer_position on manifest_layer (manifest_id, position)",
            """
            create table sandbox (
                id integer primary key autoincrement,
                name text not null unique,
                config text not null,
                active_config text,
                status text not null,
                created_at text not null,
                updated_at text not null)""",
            """
            create table sandbox_label (
                id integer primary key autoincrement,
                sandbox_id integer not null references sandbox (id) on delete cascade,
                label_key text not null,
                label_value text not null)""",
            "create index sandbox_label_sandbox on sandbox_label (sandbox_id)",
            "create index sandbox_label_key_value on sandbox_label (label_key, label_value)",
            """
            create table sandbox_rootfs (
                id integer primary key autoincrement,
                sandbox_id integer not null references sandbox (id) on delete cascade,
                manifest_id integer references manifest (id) on delete restrict,
                mode text not null,
                created_at text not null)""",
            "create index sandbox_rootfs_sandbox on sandbox_rootfs (sandbox_id)",
            """
            create table run (
                id integer primary key autoincrement,
                sandbox_id integer not null references sandbox (id) on delete cascade,
                pid integer not null,
                status text not null,
                exit_code integer,
                started_at text not null,
                terminated_at text)""",
            "create index run_sandbox on run (sandbox_id)",
            """
            create table metric_sample (
                id integer primary key autoincrement,
                run_id integer not null references run (id) on delete cascade,
                position integer not null,
                sampled_at text not null,
                cpu_percent real not null,
                memory_bytes integer not null,
                disk_read_bytes integer not null,
                disk_write_bytes integer not null,
                net_received_bytes integer not null,
                net_sent_bytes integer not null)""",
            "create index metric_sample_run on metric_sample (run_id, position)");

    private static final String CREATED = "2026-01-01T00:00:00Z";
    private static final String LAYER_TYPE = "application/vnd.oci.image.layer.v1.tar+gzip";
    private static final String MANIFEST_TYPE = "application/vnd.oci.image.manifest.v1+json";

    private Catalog() {}

    /** Creates the file with all tables and images. */
    static void create(Path path) throws SQLException {
        try (PlainFile file = PlainFile.create(path, SCHEMA)) {
            file.execute("begin immediate");
            for (int image = 0; image < IMAGES; image++) {
                insertImage(file, image);
            }
            file.execute("commit");
        }
    }

    static String reference(int image) {
        return "registry.example/team/service-" + image + ":1." + image;
    }

    private static void insertImage(PlainFile file, int image) throws SQLException {
        try (PreparedStatement manifest = file.connection()
                        .prepareStatement(
                                "insert into manifest (id, digest, media_type, document, architecture, os, layer_count,"
                                        + " total_size_bytes, created_at) values (?, ?, ?, ?, 'amd64', 'linux', ?, ?, ?)");
                PreparedStatement reference = file.connection()
                        .prepareStatement("insert into image_ref (reference, manifest_id, created_at, updated_at)"
                                + " values (?, ?, ?, ?)")) {
            long id = image + 1L;
            manifest.setLong(1, id);
            manifest.setString(2, digest("manifest", image));
            manifest.setString(3, MANIFEST_TYPE);
            manifest.setString(4, manifestDocument(image));
            manifest.setInt(5, LAYERS_PER_IMAGE);
            manifest.setLong(6, LAYERS_PER_IMAGE * 30_000_000L);
            manifest.setString(7, CREATED);
            manifest.executeUpdate();
            for (int position = 0; position < LAYERS_PER_IMAGE; position++) {
                insertLayer(file, id, position);
            }
            reference.setString(1, reference(image));
            reference.setLong(2, id);
            reference.setString(3, CREATED);
            reference.setString(4, CREATED);
            reference.executeUpdate();
        }
    }

    private static void insertLayer(PlainFile file, long manifest, int position) throws SQLException {
        try (PreparedStatement layer = file.connection()
                        .prepareStatement(
                                "insert into layer (id, diff_id, blob_digest, media_type, compressed_size_bytes,"
                                        + " created_at) values (?, ?, ?, ?, ?, ?)");
                PreparedStatement link = file.connection()
                        .prepareStatement(
                                "insert into manifest_layer (manifest_id, layer_id, position) values (?, ?, ?)")) {
            long id = (manifest - 1) * LAYERS_PER_IMAGE + position + 1;
            layer.setLong(1, id);
            layer.setString(2, digest("diff", id));
            layer.setString(3, digest("blob", id));
            layer.setString(4, LAYER_TYPE);
            layer.setLong(5, 30_000_000L + id);
            layer.setString(6, CREATED);
            layer.executeUpdate();
            link.setLong(1, manifest);
            link.setLong(2, id);
            link.setInt(3, position);
            link.executeUpdate();
        }
    }

    /** An image manifest as registries serve it, about 1.7 kB with six layers. */
    private static String manifestDocument(int image) {
        StringBuilder layers = new StringBuilder();
        for (int position = 0; position < LAYERS_PER_IMAGE; position++) {
            long layer = (long) image * LAYERS_PER_IMAGE + position + 1;
            layers.append(position == 0 ? "" : ",")
                    .append("{\"mediaType\":\"" + LAYER_TYPE + "\",\"digest\":\"" + digest("blob", layer)
                            + "\",\"size\":"
                            + (30_000_000L + layer) + ",\"annotations\":{\"org.opencontainers.image.title\":\"layer-"
                            + position + ".tar.gz\"}}");
        }
        return "{\"schemaVersion\":2,\"mediaType\":\"" + MANIFEST_TYPE
                + "\",\"config\":{\"mediaType\":\"application/vnd.oci.image.config.v1+json\",\"digest\":\""
                + digest("config", image) + "\",\"size\":7023},\"layers\":[" + layers + "]}";
    }

    /** Looks like a SHA-256 digest and is different for each thing. */
    private static String digest(String kind, long number) {
        return String.format(Locale.ROOT, "sha256:%08x%056x", kind.hashCode(), number);
    }
}

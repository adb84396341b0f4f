package org.carrack.runtime.chatflows.internal.picture;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Base64;
import javax.imageio.ImageIO;

/** A picture as the protocol carries it. */
final class Png {

    private Png() {}

    /** A picture as PNG in Base64. */
    static String base64(BufferedImage picture) {
        ByteArrayOutputStream png = new ByteArrayOutputStream();
        try {
            ImageIO.setUseCache(false);
            ImageIO.write(picture, "png", png);
        } catch (IOException e) {
            throw new UncheckedIOException("nothing is written but memory", e);
        }
        return Base64.getEncoder().encodeToString(png.toByteArray());
    }
}

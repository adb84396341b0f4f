package org.carrack.runtime.chatflows.internal.picture;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.AffineTransform;
import java.awt.geom.CubicCurve2D;
import java.awt.geom.Path2D;
import java.awt.image.BufferedImage;
import java.security.SecureRandom;

/**
 * Digits in a picture, each turned and bent, with lines across. They are drawn as strokes, since a server may have no fonts.
 *
 * @param png the picture in Base64
 */
public record Captcha(String digits, String png) {

    private static final SecureRandom RANDOM = new SecureRandom();

    private static final int LENGTH = 5;
    private static final int WIDTH = 240;
    private static final int HEIGHT = 80;

    /** The strokes of each digit, as pairs of x (0 to 4) and y (0 to 6); a new stroke begins after a blank. */
    private static final String[] STROKES = {
        "103041453616050110",
        "022026 1636",
        "01103041420646",
        "011030414233 13334445361605",
        "36300444",
        "400003334445361605",
        "4130100105163645443303",
        "004016",
        "103041423313020110 1304051636454433",
        "051636454130100102133342",
    };

    /** Makes one with other digits than the last. */
    public static Captcha make() {
        StringBuilder digits = new StringBuilder();
        BufferedImage picture = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_INT_RGB);
        Graphics2D pen = picture.createGraphics();
        pen.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        pen.setColor(Color.WHITE);
        pen.fillRect(0, 0, WIDTH, HEIGHT);
        for (int i = 0; i < LENGTH; i++) {
            int digit = RANDOM.nextInt(10);
            digits.append(digit);
            draw(pen, digit, i);
        }
        for (int i = 0; i < 4; i++) {
            pen.setStroke(new BasicStroke(1.5f));
            pen.setColor(ink());
            pen.draw(new CubicCurve2D.Float(
                    0, at(HEIGHT), at(WIDTH), at(HEIGHT), at(WIDTH), at(HEIGHT), WIDTH, at(HEIGHT)));
        }
        pen.dispose();
        return new Captcha(digits.toString(), Png.base64(picture));
    }

    private static void draw(Graphics2D pen, int digit, int place) {
        Path2D shape = new Path2D.Float();
        for (String stroke : STROKES[digit].split(" ")) {
            for (int i = 0; i + 1 < stroke.length(); i += 2) {
                int x = stroke.charAt(i) - '0';
                int y = stroke.charAt(i + 1) - '0';
                if (i == 0) {
                    shape.moveTo(x, y);
                } else {
                    shape.lineTo(x, y);
                }
            }
        }
        AffineTransform where = new AffineTransform();
        where.translate(26 + place * 42 + between(-4, 4), 18 + between(-6, 6));
        where.rotate(between(-0.3, 0.3), 12, 24);
        where.shear(between(-0.25, 0.25), between(-0.1, 0.1));
        where.scale(between(5.5, 7.5), between(6.5, 8));
        pen.setStroke(new BasicStroke(4, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
        pen.setColor(ink());
        pen.draw(where.createTransformedShape(shape));
    }

    private static Color ink() {
        return new Color(RANDOM.nextInt(90), RANDOM.nextInt(90), 60 + RANDOM.nextInt(90));
    }

    private static float at(int most) {
        return RANDOM.nextInt(most);
    }

    private static double between(double least, double most) {
        return least + RANDOM.nextDouble() * (most - least);
    }
}

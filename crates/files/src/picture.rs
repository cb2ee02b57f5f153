//! Pages and photos as pictures that we make ourselves: no byte of an uploaded file reaches a browser's page.

use std::fs::{self, File};
use std::io::{BufReader, Cursor};
use std::path::Path;
use std::sync::Arc;

use hayro::hayro_interpret::InterpreterSettings;
use hayro::hayro_syntax::content::ops::TypedInstruction;
use hayro::hayro_syntax::page::Page;
use hayro::hayro_syntax::{LoadPdfError, Pdf};
use hayro::vello_cpu::color::palette::css::WHITE;
use hayro::{PixmapSettings, RenderCache, RenderSettings};
use image::metadata::Orientation;
use image::{DynamicImage, ImageDecoder, ImageFormat, ImageReader};

use crate::{Kind, Seen, Unfit};

const PIXELS_MAX: u64 = 50_000_000;
const PICTURE_BYTES_MAX: u64 = 256 * 1024 * 1024;
/// Greatest width and height of a picture that we make.
const SIDE_MAX: u32 = 4_000;
/// Pages of a PDF in which text is looked for.
const PAGES_READ_FOR_TEXT: usize = 5;
const OPERATIONS_READ_FOR_TEXT: usize = 20_000;

/// Counts the pages of a PDF and says whether it has text.
pub(crate) fn look_into_pdf(path: &Path) -> Result<Seen, Unfit> {
    let pdf = open(path)?;
    let pages = pdf.pages();
    if pages.is_empty() {
        return Err(Unfit::Damaged);
    }
    let has_text = pages.iter().take(PAGES_READ_FOR_TEXT).any(shows_text);
    Ok(Seen { kind: Kind::Pdf, pages: Some(pages.len() as u64), has_text: Some(has_text) })
}

fn shows_text(page: &Page<'_>) -> bool {
    let mut operations = page.typed_operations();
    for _ in 0..OPERATIONS_READ_FOR_TEXT {
        match operations.next() {
            Some(TypedInstruction::ShowText(_) | TypedInstruction::ShowTexts(_)) => return true,
            Some(_) => {}
            None => return false,
        }
    }
    false
}

fn open(path: &Path) -> Result<Pdf, Unfit> {
    let bytes = fs::read(path).map_err(|_| Unfit::Damaged)?;
    Pdf::new(bytes).map_err(|error| match error {
        LoadPdfError::Decryption(_) => Unfit::Locked,
        LoadPdfError::Invalid => Unfit::Damaged,
    })
}

/// Decodes a picture whole, so that a cut one is found, within limits on pixels and memory.
pub(crate) fn look_into_picture(path: &Path, kind: Kind) -> Result<Seen, Unfit> {
    decode(path, kind)?;
    Ok(Seen { kind, pages: Some(1), has_text: None })
}

fn decode(path: &Path, kind: Kind) -> Result<DynamicImage, Unfit> {
    let format = if kind == Kind::Png { ImageFormat::Png } else { ImageFormat::Jpeg };
    let reader = || Ok(ImageReader::with_format(BufReader::new(File::open(path).map_err(|_| Unfit::Damaged)?), format));
    let (width, height) = reader()?.into_dimensions().map_err(|_| Unfit::Damaged)?;
    if u64::from(width) * u64::from(height) > PIXELS_MAX {
        return Err(Unfit::Pixels);
    }
    let mut reader = reader()?;
    let mut limits = image::Limits::default();
    limits.max_alloc = Some(PICTURE_BYTES_MAX);
    reader.limits(limits);
    let mut decoder = reader.into_decoder().map_err(|_| Unfit::Damaged)?;
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let mut picture = DynamicImage::from_decoder(decoder).map_err(|_| Unfit::Damaged)?;
    picture.apply_orientation(orientation);
    Ok(picture)
}

/// Draws one page, counted from 1, as a PNG of about this width.
///
/// # Errors
/// [`Unfit`] if there is no such page or it cannot be drawn.
pub fn draw(path: &Path, kind: Kind, page: u64, width: u32) -> Result<Vec<u8>, Unfit> {
    let width = width.clamp(80, SIDE_MAX);
    match kind {
        Kind::Pdf => draw_pdf(path, page, width),
        Kind::Png | Kind::Jpeg if page == 1 => draw_picture(path, kind, width),
        _ => Err(Unfit::Forbidden),
    }
}

fn draw_picture(path: &Path, kind: Kind, width: u32) -> Result<Vec<u8>, Unfit> {
    let picture = decode(path, kind)?;
    let picture = if picture.width() > width { picture.thumbnail(width, SIDE_MAX) } else { picture };
    let mut png = Cursor::new(Vec::new());
    picture.to_rgb8().write_to(&mut png, ImageFormat::Png).map_err(|_| Unfit::Unreadable)?;
    Ok(png.into_inner())
}

fn draw_pdf(path: &Path, page: u64, width: u32) -> Result<Vec<u8>, Unfit> {
    let pdf = open(path)?;
    let at = usize::try_from(page).ok().and_then(|page| page.checked_sub(1)).ok_or(Unfit::Forbidden)?;
    let page = pdf.pages().get(at).ok_or(Unfit::Forbidden)?;
    let scale = scale(page, width).ok_or(Unfit::Pixels)?;
    let settings = InterpreterSettings {
        // Fonts that a PDF names and does not carry: ours has all Vietnamese letters.
        font_resolver: Arc::new(|_| Some((Arc::new(notosans::REGULAR_TTF), 0))),
        ..InterpreterSettings::default()
    };
    let pixels = PixmapSettings { x_scale: scale, y_scale: scale, bg_color: WHITE };
    let drawn = hayro::render(page, &RenderCache::new(), &settings, &RenderSettings::default(), &pixels);
    drawn.into_png().map_err(|_| Unfit::Unreadable)
}

/// How much to enlarge a page for this width, so that no side gets too long; `None` for pages of no size.
#[expect(
    clippy::float_arithmetic,
    reason = "sizes of a page are floats in the library that draws; no figure is computed"
)]
fn scale(page: &Page<'_>, width: u32) -> Option<f32> {
    let (across, down) = page.render_dimensions();
    if !(across.is_finite() && down.is_finite()) || across < 1.0 || down < 1.0 {
        return None;
    }
    #[expect(clippy::cast_precision_loss, reason = "a few thousand pixels are exact")]
    let (wanted, most) = (width as f32, SIDE_MAX as f32);
    Some((wanted / across).min(most / down).min(most / across)).filter(|scale| *scale > 0.0)
}
